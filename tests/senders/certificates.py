"""An authority with a server's and a client's certificate, for one test run."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

CLIENT = "web-1.example"
CLIENT_TOO = "till-1.example"  # the name that stands first in its certificate


def make(folder: Path) -> None:
    """``ca.pem``, ``server.pem``, ``server.key``, ``client.pem`` and ``client.key`` in ``folder``."""
    authority = ec.generate_private_key(ec.SECP256R1())
    ca = _sign(_name("Test authority"), authority, _name("Test authority"), authority, is_ca=True)
    (folder / "ca.pem").write_bytes(ca.public_bytes(Encoding.PEM))
    for role, names in (("server", ("localhost",)), ("client", (CLIENT_TOO, CLIENT))):
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _sign(_name(names[-1]), key, ca.subject, authority, names=names)
        (folder / f"{role}.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{role}.key").write_bytes(private)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _sign(
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
    by: ec.EllipticCurvePrivateKey,
    *,
    names: tuple[str, ...] = (),
    is_ca: bool = False,
) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
    )
    if names:
        alternatives = [x509.DNSName(name) for name in names] + [x509.IPAddress(ip_address("127.0.0.1"))]
        builder = builder.add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
    return builder.sign(by, hashes.SHA256())
