"""What in a posting belongs to a person, and the posting without it: e-mails, phones and names of contacts."""
