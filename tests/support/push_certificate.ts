/**
 * A certificate for `push.example` that nobody but tests has reason to trust, good until 2120: made
 * with `openssl ca -selfsign`, an extension `subjectAltName = DNS:push.example`, and P-256.
 */
export const pushCertificate = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgKg09Mv+PyrfJR7TL
+dB5jePxSerTmmWeLlH++yhUlXahRANCAATIdNgAGf061uAUsnbaoQCneC7CLvc0
36kooOs5x5j2QlVICHOdDXARGkLLSQH0niws2p0vOqgqz77B3qmRQgtW
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBaDCCAQ2gAwIBAgIBATAKBggqhkjOPQQDAjAXMRUwEwYDVQQDDAxwdXNoLmV4
YW1wbGUwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBcxFTATBgNV
BAMMDHB1c2guZXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABMh02AAZ
/TrW4BSydtqhAKd4LsIu9zTfqSig6znHmPZCVUgIc50NcBEaQstJAfSeLCzanS86
qCrPvsHeqZFCC1ajSDBGMBcGA1UdEQQQMA6CDHB1c2guZXhhbXBsZTAMBgNVHRMB
Af8EAjAAMB0GA1UdDgQWBBSvhXtR38qtk89kACT/XSnwGGB7+DAKBggqhkjOPQQD
AgNJADBGAiEAr7xUCMJXQNnuGdgec+/vjBU3vCfRWS1dUjnLi21JVBkCIQDscvRt
+LTf2WAGOO0BIDfl0xT+rYY2j14wbXFFRSnSEw==
-----END CERTIFICATE-----
`,
};
