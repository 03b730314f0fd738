package dev.weir.server;

import dev.weir.apiserver.ApiDoor;
import dev.weir.console.ConsoleDoor;
import dev.weir.hook.HookDoor;
import dev.weir.http.Mount;
import dev.weir.http.Mounts;
import dev.weir.oauth.OAuthDoor;
import dev.weir.registry.RegistryDoor;
import dev.weir.server.listen.RequestMetrics;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where requests come in.
 *
 * @param logins where people get tokens
 * @param console pages for people
 * @param hooks where other registries tell what was pushed to them
 */
record Doors(
    RegistryDoor registry, ApiDoor api, OAuthDoor logins, ConsoleDoor console, HookDoor hooks) {
  /** From now on they answer. */
  void open(Ground ground) throws IOException {
    ground.listeners().start(new Mounts(mounts(), api), registry, ground.data().socket());
  }

  /** Ends answers that have no end by themselves. */
  void endLongAnswers() {
    console.close();
    api.close();
  }

  /** What answers beside the API on its port: each door with the paths that are its own. */
  private List<Mount> mounts() {
    return Stream.of(logins.mounts(), console.mounts(), List.of(hooks.mount()))
        .flatMap(List::stream)
        .toList();
  }

  /** Says what comes in. */
  void measure(RequestMetrics metrics) {
    metrics.counters(
        "weir_webhook_notifications",
        "Notifications that came to webhooks, by what became of them.",
        "result",
        hooks.figures().byResult());
    metrics.gauge(
        "weir_watches", "Watches that are open.", () -> api.watching() + console.watching());
  }
}
