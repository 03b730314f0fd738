package dev.weir.server;

import dev.weir.access.Attributes;
import dev.weir.access.Authorizer;
import dev.weir.access.User;
import dev.weir.audit.RefusalLog;
import dev.weir.console.operation.Operations;
import dev.weir.console.workload.Reasons;
import dev.weir.server.report.StatusPage;
import dev.weir.storage.usage.StoragePages;
import dev.weir.why.WhyPage;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What pages of the API say to programs, for the pages that people read, with the same rights. */
record ToldPages(
    WhyPage why,
    StatusPage status,
    StoragePages storage,
    RefusalLog refusals,
    Authorizer authorizer)
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
  public List<Refusal> refusals(User user) {
    requireStatus(user);
    return refusals.recent().stream()
        .map(
            told ->
                new Refusal(
                    told.at(), told.user(), told.address(), told.wish(), told.why(), told.next()))
        .toList();
  }
}
