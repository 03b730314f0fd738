package dev.weir.client.http;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TlsContextTest {
  private static final String WHY = " of the kubeconfig or of the flags cannot be read: ";
  private static final String NONE =
      "it holds no certificate that can be read (PEM: BEGIN CERTIFICATE)";

  @Test
  void whatCannotBeReadIsNamedWithTheReason() {
    assertThatThrownBy(() -> TlsContext.of(new TlsSettings("text", false, "", "", "")))
        .hasMessage("tls: the certificate authority" + WHY + NONE);
    assertThatThrownBy(() -> TlsContext.of(new TlsSettings("", true, "", "text", "")))
        .hasMessage("tls: the client certificate or client key" + WHY + NONE);
  }
}
