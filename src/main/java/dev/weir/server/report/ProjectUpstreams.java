package dev.weir.server.report;

import dev.weir.client.Resources;
import dev.weir.client.Resources.Query;
import dev.weir.host.Host;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.StreamJson;
import dev.weir.imagestream.TagSource;
import dev.weir.reference.ImageReference;
import dev.weir.remote.Keyring;
import dev.weir.remote.Registries;
import dev.weir.remote.budget.Account;
import dev.weir.remote.budget.AccountState;
import dev.weir.resource.ApiObject;
import dev.weir.resource.BytePattern;
import dev.weir.resource.Kinds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** How the registries answer from which a project's streams come, with its own logins. */
public final class ProjectUpstreams {
  /** Most streams are pushed, and need not be read to know that. */
  private static final List<BytePattern> IMPORTED =
      Stream.of("\"DockerImage\"", "\"dockerImageRepository\"").map(BytePattern::of).toList();

  private final Resources streams;
  private final Host host;
  private final Registries registries;

  /**
   * @param streams all of them
   */
  public ProjectUpstreams(Resources streams, Host host, Registries registries) {
    this.streams = streams;
    this.host = host;
    this.registries = registries;
  }

  /** The registries of a project; those of which nothing is known, too. */
  public List<AccountState> of(String project) {
    Keyring logins = host.logins(project).all();
    Map<Account, AccountState> found = new LinkedHashMap<>();
    for (ImageReference repository : repositories(project)) {
      AccountState state = registries.state(repository, logins);
      AccountState _ = found.putIfAbsent(state.account(), state);
    }
    return new ArrayList<>(found.values());
  }

  private Set<ImageReference> repositories(String project) {
    Set<ImageReference> found = new LinkedHashSet<>();
    for (ApiObject one : streams.list(Kinds.IMAGE_STREAM, project, Query.ALL).objects()) {
      if (IMPORTED.stream().anyMatch(pattern -> pattern.indexIn(one.json(), 0) >= 0)) {
        sources(StreamJson.read(one.copy()))
            .flatMap(from -> repository(from).stream())
            .forEach(found::add);
      }
    }
    return found;
  }

  private static Stream<String> sources(ImageStream stream) {
    return Stream.concat(
            Stream.of(stream.dockerImageRepository()),
            stream.spec().values().stream()
                .filter(SpecTag::isImportable)
                .flatMap(tag -> tag.from().map(TagSource::name).stream()))
        .filter(from -> !from.isEmpty());
  }

  private static Optional<ImageReference> repository(String from) {
    try {
      ImageReference read = ImageReference.parse(from);
      return read.name().isEmpty()
          ? Optional.empty()
          : Optional.of(read.withClientDefaults().withId("").withTag(""));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
