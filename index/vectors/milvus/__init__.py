"""Vectors on a Milvus server, or in an embedded file of milvus-lite."""
