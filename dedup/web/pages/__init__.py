"""The pages of the desk, a router for each family of them."""
