package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ToolsCacheTest {
  @Test
  void theNewestProgramIsThatOfTheHighestVersion() {
    assertThat(
            Stream.of("kube-apiserver-1.9.12", "kube-apiserver-1.36.3", "kube-apiserver-1.36.12")
                .max(ToolsCache::compare))
        .contains("kube-apiserver-1.36.12");
    assertThat(ToolsCache.compare("kube-apiserver-1.36.3", "kube-apiserver-1.36.3")).isZero();
  }
}
