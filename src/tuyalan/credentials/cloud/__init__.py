"""Keys from the maker's cloud: by login with the phone app, or through a project of the developer platform.

The HTTP library is loaded when a request is made, not before; it comes with the extra `keys`.
"""
