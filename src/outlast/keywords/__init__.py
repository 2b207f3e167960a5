"""What is done with keyword lists besides filtering: importing, checking and comparing them."""
