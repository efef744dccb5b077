"""How things look on the wire: the documents that Azure DevOps answers with."""
