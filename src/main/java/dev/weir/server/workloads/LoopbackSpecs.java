package dev.weir.server.workloads;

import dev.weir.client.Resources;
import dev.weir.follower.Cause;
import dev.weir.follower.TagLookup;
import dev.weir.follower.Trigger;
import dev.weir.follower.TriggerDecision;
import dev.weir.follower.TriggeredKind;
import dev.weir.follower.Triggers;
import dev.weir.reference.ImageReference;
import dev.weir.resource.ResourceKind;
import dev.weir.server.config.RegistryHost;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Warns once of images that only this machine can pull, where the workloads run on others: {@code
 * 127.0.0.1} is another place on each.
 */
final class LoopbackSpecs {
  private static final Logger LOG = LoggerFactory.getLogger(LoopbackSpecs.class);

  private final AtomicBoolean told = new AtomicBoolean();

  /** Looks at how pull specs name the own registry. */
  void registry(String host) {
    if (isLoopback(RegistryHost.withoutPort(host))) {
      tell(host);
    }
  }

  /** The same kind, with a look at each image that its objects get. */
  TriggeredKind told(TriggeredKind kind) {
    return new Looked(kind, this);
  }

  private void image(String pullSpec) {
    try {
      String host = ImageReference.parse(pullSpec).registry();
      if (!host.isEmpty() && isLoopback(RegistryHost.withoutPort(host))) {
        tell(host);
      }
    } catch (IllegalArgumentException _) {
      // whoever runs it will say so
    }
  }

  private void tell(String host) {
    if (told.compareAndSet(false, true)) {
      LOG.warn(
          "pull specs name the registry {}, which is another place on each machine: nodes of the"
              + " workloads' server cannot pull from it; give the registry a name that they reach"
              + " with --registry-host or --registry-url",
          host);
    }
  }

  private static boolean isLoopback(String host) {
    String literal = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    try {
      return literal.equals("localhost") || InetAddress.ofLiteral(literal).isLoopbackAddress();
    } catch (IllegalArgumentException name) {
      return false;
    }
  }

  private record Looked(TriggeredKind of, LoopbackSpecs specs) implements TriggeredKind {
    @Override
    public ResourceKind kind() {
      return of.kind();
    }

    @Override
    public Triggers triggers(ObjectNode object) {
      return of.triggers(object);
    }

    @Override
    public List<TriggerDecision> decide(ObjectNode object, List<Trigger> triggers, TagLookup tags) {
      return of.decide(object, triggers, tags);
    }

    @Override
    public void carryOut(Resources workloads, ObjectNode object, List<Cause> causes) {
      of.carryOut(workloads, object, causes);
      causes.forEach(cause -> specs.image(cause.move().to()));
    }

    @Override
    public List<Name> unfinished() {
      return of.unfinished();
    }

    @Override
    public Optional<String> finish(Resources workloads, String namespace, String name) {
      return of.finish(workloads, namespace, name);
    }
  }
}
