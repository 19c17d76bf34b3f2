"""Azure Key Vault's audit: who asked a vault for a key, secret or certificate, as diagnostic settings write it.

https://learn.microsoft.com/en-us/azure/key-vault/general/logging
"""

import re
from collections.abc import Mapping
from typing import Any

from ingestion.formats.documents import Document
from ingestion.formats.format import Sample
from ingestion.formats.shapes import at, format_of_shape, outcome, text

WHO = ("upn", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn", "unique_name", "appid")
STATUS = re.compile(r"\d{3}")


def shape(said: Mapping[str, Any]) -> Document:
    claims, of = at(said, "identity", "claim"), at(said, "properties")
    status, operation, target = text(of, "httpStatusCode"), text(said, "operationName"), text(of, "id")
    code = int(status) if STATUS.fullmatch(status) else None
    refused = code in (401, 403)
    return {
        "@timestamp": text(said, "time"),
        "event.action": "authz_fail" if refused else operation,
        "event.category": "iam",
        "event.outcome": outcome(code < 400) if code is not None else "",
        "event.reason": text(said, "resultDescription"),
        "log.level": "warning" if refused else "info",
        "user.name": next((who for name in WHO if (who := text(claims, name))), ""),
        "source.ip": text(said, "callerIpAddress"),
        "http.response.status_code": code,
        "url.original": target,
        "user_agent.original": text(of, "clientInfo"),
        "trace.id": text(said, "correlationId"),
        "cloud.provider": "azure",
        "azure.resource.id": text(said, "resourceId"),
        "message": " ".join(part for part in (operation, target, status) if part),
    }


FORMAT = format_of_shape(
    "azure_vault",
    "Azure Key Vault audit",
    shape,
    "azure.vault",
    signature=re.compile(
        rb'\s*\{(?=.*"category"\s*:\s*"AuditEvent")(?=.*"resourceId"\s*:\s*"[^"]{0,512}(?i:MICROSOFT\.KEYVAULT)/)',
        re.DOTALL,
    ),
    samples=(
        Sample(
            b'{"time":"2026-11-21T20:00:01.25Z","resourceId":"/SUBSCRIPTIONS/1/PROVIDERS/MICROSOFT.KEYVAULT/VAULTS/TILL","operationName":"SecretGet",'
            b'"category":"AuditEvent","resultType":"Success","callerIpAddress":"192.0.2.4","identity":{"claim":{"upn":"ada@till.example"}},'
            b'"properties":{"id":"https://till.vault.example/secrets/db","httpStatusCode":200}}',
            {
                "timestamp": "2026-11-21T20:00:01.250000Z",
                "event.action": "SecretGet",
                "event.category": "iam",
                "event.outcome": "success",
                "user.name": "ada@till.example",
                "source.ip": "192.0.2.4",
                "http.response.status_code": 200,
                "message": "SecretGet https://till.vault.example/secrets/db 200",
            },
        ),
        Sample(
            b'{"time":"2026-11-21T20:00:01Z","resourceId":"/S/1/P/MICROSOFT.KEYVAULT/VAULTS/TILL","operationName":"KeySign","category":"AuditEvent",'
            b'"callerIpAddress":"192.0.2.4","identity":{"claim":{"appid":"a-7"}},"properties":{"httpStatusCode":403}}',
            {"event.action": "authz_fail", "event.outcome": "failure", "user.name": "a-7", "severity": 4},
        ),
    ),
)
