package dev.weir.server.workloads;

import dev.weir.follower.MoveRights;
import dev.weir.follower.Trigger;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.server.config.ServerConfig.Source;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What workloads of another server may follow. Who wrote them is not known here, so that their
 * namespace speaks for them: it may follow the project of its own name, and what the configuration
 * allows besides.
 *
 * @param sources what that is
 */
record ProjectRights(List<Source> sources) implements MoveRights {
  @Override
  public Optional<String> refusal(ResourceKind kind, ObjectNode object, Trigger trigger) {
    String namespace = Meta.namespace(object);
    String project = trigger.from().namespace();
    boolean allowed =
        project.equals(namespace)
            || sources.stream().anyMatch(source -> source.covers(namespace, project));
    return allowed
        ? Optional.empty()
        : Optional.of(
            "workloads of the namespace "
                + namespace
                + " follow tags of the project "
                + namespace
                + " only; whoever runs Weir can allow more (--workload-sources "
                + namespace
                + "="
                + project
                + ")");
  }
}
