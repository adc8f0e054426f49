"""`dedup`: which articles descend from one another, which copy is canonical, and what the proof is."""
