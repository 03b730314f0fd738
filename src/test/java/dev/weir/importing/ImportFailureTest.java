package dev.weir.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.importing.ImportFailure.Refused;
import dev.weir.reference.ImageReference;
import dev.weir.reference.StreamName;
import dev.weir.remote.RemoteException.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ImportFailureTest {
  private static final ImageReference ASKED = ImageReference.parse("quay.io/team/app:v1");
  private static final StreamName SHARED = new StreamName("shared", "base");

  /** One of each kind; a new kind without a sample fails the test. */
  private static final List<ImportFailure> SAMPLES =
      List.of(
          new ImportFailure.InvalidName("::", "no name"),
          refused(Kind.UNREACHABLE, true),
          new ImportFailure.Unusable(ASKED, "no manifest", Optional.empty()),
          new ImportFailure.NoRoom(ASKED.exact(), "too much", true),
          new ImportFailure.Ended(ASKED, "it took too long"),
          new ImportFailure.NoTags(),
          new ImportFailure.NotHere(ASKED),
          new ImportFailure.Elsewhere(SHARED, "v1", "quay.io/team/app@sha256:1"),
          new ImportFailure.NotYours("registry.test:5000", SHARED));

  private static ImportFailure refused(Kind kind, boolean mayPass) {
    return new Refused(ASKED, kind, "quay.io says no", mayPass, Optional.empty());
  }

  @Test
  void everyFailureHasAStatusInWords() {
    assertThat(SAMPLES.stream().map(Object::getClass).collect(Collectors.toSet()))
        .isEqualTo(Set.of(ImportFailure.class.getPermittedSubclasses()));
    for (ImportFailure failure : SAMPLES) {
      assertThat(failure.status().code()).as(failure.toString()).isBetween(400, 504);
      assertThat(failure.status().reason()).as(failure.toString()).matches("[A-Z][A-Za-z]+");
      assertThat(failure.status().message()).as(failure.toString()).isNotBlank();
    }
  }

  @Test
  void onlyWhatMayPassByItselfIsWorthAnotherTry() {
    assertThat(SAMPLES.stream().filter(ImportFailure::mayPass))
        .extracting(failure -> failure.getClass().getSimpleName())
        .containsExactly("Refused", "NoRoom", "Ended");
    assertThat(refused(Kind.UNREACHABLE, false).mayPass()).isFalse();
  }

  @Test
  void aLoginMightHelpWhereTheRegistryKnewNobodyAndNowhereElse() {
    assertThat(SAMPLES).noneMatch(ImportFailure::isUnauthorized);
    assertThat(Arrays.stream(Kind.values()).filter(kind -> refused(kind, false).isUnauthorized()))
        .containsExactly(Kind.UNAUTHORIZED, Kind.BAD_CREDENTIALS);
  }
}
