"""Evidence packets: as data of one spelling, in words and tables for their page, and what differs between two."""
