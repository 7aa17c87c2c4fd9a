"""The handles of `tuyalan.client.handles` for programs without asyncio: one line a method, the same modules and names."""
