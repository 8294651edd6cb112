"""What an operator does around the stages: configure them, check the machine, run them unattended."""
