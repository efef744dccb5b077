"""The XML bodies of List Blobs and of errors.

https://learn.microsoft.com/rest/api/storageservices/list-blobs
"""

from __future__ import annotations

from xml.etree import ElementTree

from demo.azure_blob.errors import Refusal


def blobs(container: str, prefix: str, limit: int, names: list[str], following: str) -> bytes:
    """Return the answer of List Blobs."""
    root = ElementTree.Element("EnumerationResults", ContainerName=container)
    ElementTree.SubElement(root, "Prefix").text = prefix
    ElementTree.SubElement(root, "MaxResults").text = str(limit)
    listed = ElementTree.SubElement(root, "Blobs")
    for name in names:
        blob = ElementTree.SubElement(listed, "Blob")
        ElementTree.SubElement(blob, "Name").text = name
        properties = ElementTree.SubElement(blob, "Properties")
        ElementTree.SubElement(properties, "BlobType").text = "BlockBlob"
    ElementTree.SubElement(root, "NextMarker").text = following
    return _document(root)


def error(refusal: Refusal) -> bytes:
    """Return the body of a refusal."""
    root = ElementTree.Element("Error")
    ElementTree.SubElement(root, "Code").text = refusal.code
    ElementTree.SubElement(root, "Message").text = str(refusal)
    return _document(root)


def _document(root: ElementTree.Element) -> bytes:
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))
