package dev.weir.resource.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.resource.Json;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.protobuf.KindSchemas;
import dev.weir.resource.schema.Schema;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Strategic merge patches by the table {@code strategic-merge.yaml}. */
class StrategicMergeCasesTest {
  private static final KindSchemas SCHEMAS = new KindSchemas();

  static Stream<MergeCase> cases() {
    return MergeCase.all();
  }

  private static Schema schema(MergeCase one) {
    String version = Json.string(one.from(), "apiVersion");
    String group = version.contains("/") ? version.substring(0, version.indexOf('/')) : "";
    String kind = Json.string(one.from(), "kind");
    return SCHEMAS
        .find(new ResourceKind(group, "v1", "x", "x", kind, true, List.of(), List.of(), List.of()))
        .orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void comesOut(MergeCase one) {
    if (one.refused()) {
      assertThatThrownBy(() -> StrategicMergePatch.apply(one.from(), one.patch(), schema(one)))
          .isInstanceOf(PatchException.class);
    } else {
      assertThat(StrategicMergePatch.apply(one.from(), one.patch(), schema(one)))
          .isEqualTo(one.to());
    }
  }
}
