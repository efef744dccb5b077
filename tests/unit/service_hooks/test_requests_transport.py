"""The adapter against a real socket: slow, cut off, oversized, redirecting, untrusted."""

from __future__ import annotations

import base64
import ipaddress
import socket
import ssl
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from ado_answers import HEADERS, ORGANIZATION, PROJECT, call_body
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from scripted_server import head, sends, serving

from service_hooks.check_call import parse_check_call
from service_hooks.client import AzureDevOpsClient
from service_hooks.credentials import BearerToken
from service_hooks.errors import Unavailable
from service_hooks.organization_url import parse_organization_url
from service_hooks.requests_transport import RequestsTransport
from service_hooks.transport import Request, Timeouts

QUICK = Timeouts(connect=2.0, read=0.3, total=5.0)


def get(url, *, timeouts=QUICK, headers=None, **options):
    request = Request(method="GET", url=url, headers=headers or {})
    with RequestsTransport(**options) as transport:
        return transport.send(request, timeouts=timeouts)


def test_an_answer_comes_whole():
    with serving(sends(head("200 OK", Content_Length="4", X_Thing="a"), b"body")) as server:
        answer = get(server.url + "/path", headers={"Authorization": "Bearer t"})
    assert (answer.status, answer.body) == (200, b"body")
    assert answer.headers["x-thing"] == "a"
    (request,) = server.received
    assert request.startswith(b"GET /path HTTP/1.1\r\n")
    assert b"Authorization: Bearer t\r\n" in request
    assert b"Accept-Encoding: identity\r\n" in request


def test_a_body_is_sent():
    with serving(sends(head("204 No Content"))) as server:
        request = Request(method="POST", url=server.url, headers={}, body=b'{"a":1}')
        with RequestsTransport() as transport:
            assert transport.send(request, timeouts=QUICK).status == 204
    assert server.received[0].endswith(b'\r\n\r\n{"a":1}')


def test_a_chunked_answer_comes_whole():
    chunks = b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    with serving(sends(head("200 OK", Transfer_Encoding="chunked"), chunks)) as server:
        assert get(server.url).body == b"abcde"


def test_errors_are_answers():
    with serving(sends(head("503 Busy", Content_Length="0", Retry_After="3"))) as server:
        answer = get(server.url)
    assert (answer.status, answer.headers["retry-after"]) == (503, "3")


def test_a_redirect_is_an_answer_and_not_followed():
    with serving(sends(b"")) as elsewhere:
        answer_head = head("302 Found", Location=elsewhere.url, Content_Length="0")
        with serving(sends(answer_head)) as server:
            assert get(server.url, headers={"Authorization": "Bearer t"}).status == 302
    assert elsewhere.received == []


def test_nobody_listens():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(Unavailable, match="ConnectionError"):
        get(f"http://127.0.0.1:{port}/secret-path")


def test_silence_ends_at_the_read_time_out():
    silent = serving(lambda _connection, done: done.wait(10))
    with silent as server, pytest.raises(Unavailable, match="ReadTimeout"):
        get(server.url)


def test_silence_within_the_body_ends_too():
    def stall(connection, done):
        connection.sendall(head("200 OK", Content_Length="100") + b"begin")
        done.wait(10)

    with serving(stall) as server, pytest.raises(Unavailable, match="no answer"):
        get(server.url)


def test_an_answer_that_trickles_in_ends_at_the_deadline():
    """Each byte comes in time; only the clock over the whole answer stops it."""

    def trickle(connection, done):
        connection.sendall(head("200 OK", Content_Length="100000"))
        while not done.wait(0.01):
            connection.sendall(b"x")

    ticks = count()
    with serving(trickle) as server, pytest.raises(Unavailable, match="too long"):
        get(server.url, monotonic=lambda: float(next(ticks)))


@pytest.mark.parametrize(
    "script",
    [
        sends(b""),
        sends(head("200 OK", Content_Length="100"), b"half"),
        sends(head("200 OK", Transfer_Encoding="chunked"), b"5\r\nab"),
        sends(head("200 OK", Transfer_Encoding="chunked"), b"zz\r\nab"),
        sends(b"garbage\r\n\r\n"),
        sends(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70000),
        sends(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n"),
    ],
    ids=["nothing", "half", "half chunk", "no chunk", "garbage", "long line", "many lines"],
)
def test_what_is_cut_off_or_no_http_is_no_answer(script):
    with serving(script) as server, pytest.raises(Unavailable, match="no answer"):
        get(server.url)


def test_a_half_closed_connection_still_answers():
    def answer(connection, _done):
        connection.shutdown(socket.SHUT_RD)
        connection.sendall(head("200 OK", Content_Length="2") + b"ok")

    with serving(answer) as server:
        assert get(server.url).body == b"ok"


def test_too_much_is_not_read():
    def pour(connection, done):
        connection.sendall(head("200 OK"))
        while not done.is_set():
            connection.sendall(b"x" * 65536)

    with serving(pour) as server, pytest.raises(Unavailable, match="larger than 1000 bytes"):
        get(server.url, max_answer_bytes=1000)


def test_compression_that_nobody_asked_for_is_not_unpacked():
    packed = head("200 OK", Content_Encoding="gzip", Content_Length="3") + b"abc"
    with serving(sends(packed)) as server, pytest.raises(Unavailable, match="compressed"):
        get(server.url)


def test_nothing_is_taken_from_the_environment(monkeypatch, tmp_path):
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login other password other\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with serving(sends(head("204 No Content"))) as server:
        assert get(server.url, headers={"Authorization": "Bearer ours"}).status == 204
    assert b"Authorization: Bearer ours\r\n" in server.received[0]
    assert base64.b64encode(b"other:other") not in server.received[0]


def test_a_proxy_is_used_when_it_is_given():
    with serving(sends(head("204 No Content"))) as proxy:
        answer = get("http://ado.example/x", proxies={"http": proxy.url})
    assert answer.status == 204
    assert proxy.received[0].startswith(b"GET http://ado.example/x HTTP/1.1\r\n")


def test_cookies_are_not_kept():
    """A session cookie would let one request speak with the credential of another."""
    script = sends(head("204 No Content", Set_Cookie="session=1; Path=/", Connection="close"))
    with serving(script) as server, RequestsTransport() as transport:
        for _ in range(2):
            request = Request(method="GET", url=server.url, headers={})
            transport.send(request, timeouts=QUICK)
    assert not any(b"session=1" in request for request in server.received)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Make a certificate for 127.0.0.1 that nobody trusts yet."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


def context(certificate):
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(certificate)
    return server_side


def test_an_untrusted_certificate_gets_nothing(certificate):
    untrusted = serving(sends(head("204 No Content")), tls=context(certificate))
    with untrusted as server, pytest.raises(Unavailable, match="SSLError"):
        get(server.url, headers={"Authorization": "Bearer t"})
    assert server.received == []


def test_an_own_certificate_is_trusted_when_it_is_given(certificate):
    script = sends(head("204 No Content"))
    with serving(script, tls=context(certificate)) as server:
        assert get(server.url, ca_bundle=str(certificate)).status == 204


def test_the_error_names_neither_address_nor_credential():
    with serving(sends(b"")) as server, pytest.raises(Unavailable) as caught:
        get(server.url + "/path?x=1", headers={"Authorization": "Bearer hidden"})
    said = repr(caught.value) + repr(caught.value.__cause__)
    assert str(server.port) not in said
    assert "hidden" not in said


def test_the_client_speaks_over_it():
    body = b'{"id": 3}'
    with serving(sends(head("200 OK", Content_Length=str(len(body))), body)) as server:
        organization = parse_organization_url(server.url + "/fabrikam")
        target = parse_check_call(HEADERS, call_body(), organization_url=ORGANIZATION).target
        with RequestsTransport() as transport:
            client = AzureDevOpsClient(
                organization, BearerToken("t"), transport=transport, timeouts=QUICK
            )
            assert client.create_log(target) == 3
    assert server.received[0].startswith(f"POST /fabrikam/{PROJECT}/_apis/".encode())
