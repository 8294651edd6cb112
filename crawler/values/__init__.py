"""Raw values of careers sites to clean ones: places, dates, pay, names, markup."""
