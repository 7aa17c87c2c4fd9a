"""Device ids and local keys from wherever they are: one module a source, all behind one interface.

    Source.fetch() --> Found(credentials, problems) --> the device store

The core of Tuyalan needs none of it: what is stored works without any source.
"""
