/**
 * A certificate for `localhost` that nobody but tests has reason to trust, good until 2120: made as
 * that of `push_certificate.ts`.
 */
export const localhostCertificate = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg5n/5d2odgBa8oi6C
ojsQUJhOTwn3x/St30ga9UTLC/ChRANCAARt613yrPzhH6jbSoiorRDYdePLYgaP
BGkqKRxklnuLbM4BSZR65Uwvpp+Po7MoLthg+ATcuSq9aEBTP8bU1/+v
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBXDCCAQGgAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABG3rXfKs/OEfqNtK
iKitENh148tiBo8EaSopHGSWe4tszgFJlHrlTC+mn4+jsygu2GD4BNy5Kr1oQFM/
xtTX/6+jQjBAMBQGA1UdEQQNMAuCCWxvY2FsaG9zdDAJBgNVHRMEAjAAMB0GA1Ud
DgQWBBQ8ff8NlqGYe2KBDZkulMNJTXiggjAKBggqhkjOPQQDAgNJADBGAiEAztiw
sboY+J+OPPcIKikz6YLDLCdYk2oNUvWB7JpBcMICIQCKG7E1moBLvY9PVOJxjZqc
aDmkM/OM6uuOPvyoKz+fYA==
-----END CERTIFICATE-----
`,
};
