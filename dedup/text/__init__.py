"""Reading a text: normal form with offsets, quotations, lines, hidden characters."""
