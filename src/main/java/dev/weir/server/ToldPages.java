package dev.weir.server;

import dev.weir.access.Attributes;
import dev.weir.access.Authorizer;
import dev.weir.access.User;
import dev.weir.audit.RefusalLog;
import dev.weir.console.operation.Operations;
import dev.weir.console.workload.Reasons;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.ResourceKind;
import dev.weir.server.report.ProjectUpstreams;
import dev.weir.server.report.StatusPage;
import dev.weir.server.report.UpstreamText;
import dev.weir.storage.usage.StoragePages;
import dev.weir.why.WhyPage;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What pages of the API say to programs, for the pages that people read, with the same rights. */
record ToldPages(
    WhyPage why,
    StatusPage status,
    ProjectUpstreams upstreams,
    StoragePages storage,
    RefusalLog refusals,
    Authorizer authorizer,
    InstantSource clock)
    implements Reasons, Operations {
  @Override
  public ObjectNode of(User user, String resource, String namespace, String name) {
    return why.why(user, resource, namespace, name);
  }

  @Override
  public ObjectNode all(User user, String resource, String namespace) {
    return why.list(user, resource, namespace);
  }

  @Override
  public ObjectNode status(User user) {
    requireStatus(user);
    return status.told();
  }

  private void requireStatus(User user) {
    authorizer.require(user, Attributes.nonResource("get", StatusPage.PATH));
  }

  @Override
  public ObjectNode usage(User user, String namespace) throws IOException {
    return storage.usage(user, namespace);
  }

  @Override
  public ObjectNode upstreams(User user, String project) {
    authorizer.require(user, listing(Kinds.IMAGE_STREAM, project));
    ObjectNode page = Json.object().put("time", clock.instant().toString());
    page.set("upstreams", UpstreamText.write(upstreams.of(project), false));
    return page;
  }

  private static Attributes listing(ResourceKind kind, String project) {
    return Attributes.resource("list", kind.group(), kind.plural(), project, "");
  }

  @Override
  public List<Refusal> refusals(User user) {
    requireStatus(user);
    return told(refusals.recent());
  }

  /** Who may see who has which rights may see who lacks one. */
  @Override
  public List<Refusal> refusals(User user, String project) {
    return authorizer.allows(user, listing(Kinds.ROLE_BINDING, project))
        ? told(refusals.recent(project))
        : List.of();
  }

  private static List<Refusal> told(List<RefusalLog.Refusal> recent) {
    return recent.stream()
        .map(
            told ->
                new Refusal(
                    told.at(), told.user(), told.address(), told.wish(), told.why(), told.next()))
        .toList();
  }
}
