package dev.weir.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.resource.ApiStatus;
import dev.weir.store.FutureRevisionException;
import dev.weir.store.StoreException;
import org.junit.jupiter.api.Test;

class StatusErrorsTest {
  @Test
  void aStoreThatCannotWriteIsSaidToBeUnavailableAndNothingToHaveChanged() {
    ApiStatus status = StatusErrors.translate(new StoreException("database or disk is full"));

    assertThat(status.code()).isEqualTo(503);
    assertThat(status.message()).contains("disk is full", "nothing was changed");
  }

  @Test
  void aRevisionOfAnotherStoreMakesClientsListAgain() {
    ApiStatus status = StatusErrors.translate(new FutureRevisionException(99, 5));

    assertThat(status.code()).isEqualTo(410);
    assertThat(status.reason()).isEqualTo("Expired");
  }
}
