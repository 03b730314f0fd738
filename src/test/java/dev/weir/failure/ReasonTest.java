package dev.weir.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ReasonTest {
  @Test
  void isTheFailuresOwnWhereItIsForPeople() {
    assertThat(Reason.of(new IllegalArgumentException("quay.io:x has no port")))
        .isEqualTo("quay.io:x has no port");
    assertThat(Reason.of(new UncheckedIOException(new AccessDeniedException("/data/blobs"))))
        .isEqualTo("/data/blobs: permission denied");
  }

  @Test
  void namesNoPartOfTheProgram() {
    List<RuntimeException> faults =
        List.of(
            new NullPointerException("Cannot invoke \"String.length()\""),
            new ClassCastException("class A cannot be cast to class B"),
            new IndexOutOfBoundsException("Index 3 out of bounds for length 2"),
            new IllegalStateException(),
            new IllegalStateException(new java.io.IOException("x")));
    assertThat(faults)
        .allSatisfy(e -> assertThat(Reason.of(e)).isEqualTo("a fault in Weir itself"));
  }

  @Test
  void tellsWhereADocumentStopsMakingSense() {
    try {
      var _ = JsonMapper.shared().readTree("{\n  \"a\": ]");
      throw new AssertionError("it is read");
    } catch (tools.jackson.core.JacksonException e) {
      assertThat(Reason.of(e)).isEqualTo("a document cannot be read at line 2, column 8");
    }
  }
}
