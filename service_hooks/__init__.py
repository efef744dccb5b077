"""The Azure DevOps side of the internal control plane, without Odoo and without I/O in its core.

Pure modules parse what Azure DevOps (ADO) sends, build what ADO is sent and judge what ADO
answers; `transport` and `requests_transport` are the only ones that touch the network.
"""
