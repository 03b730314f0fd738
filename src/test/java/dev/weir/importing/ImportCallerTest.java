package dev.weir.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.User;
import dev.weir.importing.bounds.ImportMemory;
import dev.weir.importing.bounds.Patience;
import dev.weir.importing.lists.ImportMode;
import dev.weir.remote.Keyring;
import dev.weir.remote.Registries;
import dev.weir.remote.Retries;
import dev.weir.remote.budget.Caller;
import dev.weir.remote.fake.FakeRegistry;
import dev.weir.remote.fake.Fault;
import dev.weir.remote.fake.TestImages;
import dev.weir.remote.outbound.AddressPolicy;
import dev.weir.remote.outbound.JettyOutbound;
import dev.weir.remote.outbound.OutboundSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An import asks other registries as the one for whom it is made may ask them. */
final class ImportCallerTest {
  private final FakeRegistry upstream = FakeRegistry.plain();
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final Registries registries =
      new Registries(
          new JettyOutbound(OutboundSettings.of(AddressPolicy.PRIVATE_ALLOWED, List.of())),
          new Retries(this::pass),
          now::get);
  private final Importer importer = new Importer(registries, new ImportMemory(32L << 20));

  @AfterEach
  void close() {
    registries.close();
    upstream.close();
  }

  private void pass(Duration time) {
    now.updateAndGet(t -> t.plus(time));
  }

  private ImportOutcome imported(Caller caller) throws InterruptedException {
    ImportRequest request =
        ImportRequest.of(upstream.host() + "/team/app:v1", true, ImportMode.LEGACY);
    ImportBatch batch = new ImportBatch(List.of(request), Optional.empty());
    Patience patience = Patience.of(caller, Duration.ofMinutes(1));
    try (ImportMemory.Part held = importer.memory(User.named("dev"))) {
      return importer.fetch(batch, Keyring.EMPTY, patience, held).of(request);
    }
  }

  @Test
  void whoWaitsForAnImportMayAskWhereBackgroundWorkLeavesTheRegistryAlone() throws Exception {
    TestImages.single(upstream.repository("team/app"), "v1");
    upstream.failNext(
        "/manifests/",
        new Fault.Status(503, "UNAVAILABLE").and(new Fault.Header("Retry-After", "120")),
        1);
    assertThat(imported(Caller.BACKGROUND)).isInstanceOf(ImportOutcome.Failed.class);
    pass(Duration.ofSeconds(3));

    assertThat(imported(Caller.BACKGROUND)).isInstanceOf(ImportOutcome.Failed.class);
    assertThat(imported(Caller.PERSON)).isInstanceOf(ImportOutcome.Imported.class);
  }

  @Test
  void whatMayPassIsTriedAgainAsUsualForWhoWaitsToo() throws Exception {
    TestImages.single(upstream.repository("team/app"), "v1");
    upstream.failNext("/manifests/", new Fault.Status(503, "UNAVAILABLE"), 2);

    assertThat(imported(Caller.PERSON)).isInstanceOf(ImportOutcome.Imported.class);
  }
}
