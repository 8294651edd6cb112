"""Job titles to occupations of SOC 2018."""
