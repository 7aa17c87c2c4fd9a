"""Many devices at once: who they are, how they are, what happens to them, and writes to several of them."""
