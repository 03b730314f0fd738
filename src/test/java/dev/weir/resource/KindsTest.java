package dev.weir.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kinds as Kubernetes and OpenShift name them (image-api.md 1). */
class KindsTest {
  /** A kind by the name of its constant. */
  record Named(String constant, ResourceKind kind) {
    static Named of(Field field) {
      try {
        return new Named(field.getName(), (ResourceKind) field.get(null));
      } catch (IllegalAccessException e) {
        throw new AssertionError(e);
      }
    }
  }

  static List<Named> all() {
    return Arrays.stream(Kinds.class.getDeclaredFields())
        .filter(field -> Modifier.isPublic(field.getModifiers()))
        .map(Named::of)
        .toList();
  }

  /** To be processed, a Template goes to a path of another name. */
  static List<Named> named() {
    return all().stream().filter(named -> !named.kind().equals(Kinds.PROCESSED_TEMPLATE)).toList();
  }

  @ParameterizedTest
  @MethodSource("named")
  void standsUnderItsOwnName(Named named) {
    assertThat(named.constant().replace("_", "").toLowerCase(Locale.ROOT))
        .isEqualTo(named.kind().kind().toLowerCase(Locale.ROOT));
  }

  @ParameterizedTest
  @MethodSource("named")
  void isNamedInPathsByItsKind(Named named) {
    assertThat(named.kind().kind().toLowerCase(Locale.ROOT)).startsWith(named.kind().singular());
    assertThat(named.kind().plural())
        .startsWith(named.kind().singular().replaceFirst("y$", ""))
        .isLowerCase();
  }

  @Test
  void noNameIsGivenTwice() {
    assertThat(all().stream().map(named -> named.kind().resource())).doesNotHaveDuplicates();
    assertThat(all().stream().flatMap(named -> named.kind().shortNames().stream()))
        .doesNotHaveDuplicates();
  }
}
