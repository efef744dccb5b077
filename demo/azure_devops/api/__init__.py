"""The REST API without any HTTP library: a call goes in, an answer comes out."""
