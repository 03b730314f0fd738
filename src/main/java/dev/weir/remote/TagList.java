package dev.weir.remote;

import dev.weir.remote.RemoteException.Kind;
import dev.weir.remote.outbound.OutboundAnswer;
import dev.weir.resource.Json;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Asks for the tags of a repository. */
final class TagList {
  private static final String TAGS = "tags";
  private static final int MAX_PAGE = 16 * 1024 * 1024;

  private final RegistrySession session;
  private final Retries retries;

  TagList(RegistrySession session, Retries retries) {
    this.session = session;
    this.retries = retries;
  }

  /** As {@link RemoteRegistry#listTags(Consumer)}. */
  void read(Consumer<List<String>> tags) {
    URI first = retries.run(() -> session.uri("tags/list"));
    Pages.readAll(
        first,
        TAGS,
        uri -> {
          Page page = retries.run(() -> page(uri));
          tags.accept(page.tags());
          return page.next();
        });
  }

  private record Page(List<String> tags, Optional<URI> next) {}

  private Page page(URI page) {
    try (OutboundAnswer answer = session.send(session.request("GET", page))) {
      if (!answer.isSuccess()) {
        throw session.failure(answer, Kind.REPOSITORY_UNKNOWN);
      }
      List<String> found = new ArrayList<>();
      JsonNode list = Json.parseObject(answer.read(MAX_PAGE)).path("tags");
      if (!list.isArray() && !list.isNull() && !list.isMissingNode()) {
        throw new IllegalArgumentException("tags: a list is expected");
      }
      list.forEach(tag -> found.add(tag.asString("")));
      Optional<URI> next = Pages.next(answer, TAGS);
      return new Page(found, next);
    } catch (IOException e) {
      throw Failures.of(e);
    } catch (JacksonException | IllegalArgumentException _) {
      throw new RemoteException(
          Kind.REGISTRY_ERROR,
          page.getRawAuthority() + " sent a list of tags that is no JSON list");
    }
  }
}
