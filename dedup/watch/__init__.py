"""Watching sources: looking at each in its time, taking in what is new, and telling of copies of one's own articles."""
