package dev.weir.cli.create;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreateWebhookTest {
  @ParameterizedTest
  @CsvSource({
    "https://127.0.0.1:8443, https://weir.test/hooks/",
    "https://127.0.0.1:8443/, https://weir.test/hooks/",
    "https://proxy.test/clusters/weir, https://proxy.test/clusters/weir/hooks/",
    "https://proxy.test:8443/clusters/weir/, https://proxy.test:8443/clusters/weir/hooks/",
  })
  void theAddressIsTheServersOwnUnlessTheCallCameByAPath(String called, String root) {
    assertThat(CreateWebhook.root("https://weir.test/hooks/", URI.create(called))).isEqualTo(root);
  }
}
