package dev.weir.imageapi.schedule;

import dev.weir.importing.schedule.ScheduleView;
import dev.weir.importing.schedule.TagCheck;
import dev.weir.objects.ListOptions;
import dev.weir.objects.ObjectList;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.Selection;
import dev.weir.objects.TableView;
import dev.weir.resource.ApiObject;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.ResourceKind;
import dev.weir.store.Store;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Scheduled tags: what the schedule knows of each tag that it looks at. Views that nobody stores:
 * they can be read and listed, and not watched, since they change with every look and with the
 * clock.
 */
public final class ScheduledTagRest implements Rest {
  /** Fields to select by, besides name and namespace: what is late, what failed, and where. */
  private static final List<String> FIELDS =
      List.of("status.host", "status.lastResult", "status.late");

  private final ScheduleView schedule;
  private final Store store;

  /**
   * The kind.
   *
   * @param store tells the revision as of which a list is
   */
  public ScheduledTagRest(ScheduleView schedule, Store store) {
    this.schedule = schedule;
    this.store = store;
  }

  @Override
  public ResourceKind kind() {
    return Kinds.SCHEDULED_TAG;
  }

  @Override
  public TableView table() {
    return ScheduledTagTable.VIEW;
  }

  @Override
  public ApiObject get(Scope scope, String name) {
    for (TagCheck check : schedule.checks(scope.namespace())) {
      if (ScheduledTagJson.name(check).equals(name)) {
        return ApiObject.of(ScheduledTagJson.of(check));
      }
    }
    throw ApiStatus.notFound(kind(), name).exception();
  }

  /** All that are scheduled now; a limit is not kept to. */
  @Override
  public ObjectList list(Scope scope, ListOptions options) {
    Selection selection = Selection.of(options, FIELDS, ScheduledTagRest::field);
    List<TagCheck> checks = schedule.checks(scope.namespace());
    Iterable<ApiObject> objects =
        () ->
            checks.stream()
                .map(check -> ApiObject.of(ScheduledTagJson.of(check)))
                .filter(selection::includes)
                .iterator();
    ObjectList list = new ObjectList(objects, store.revision(), "", 0);
    options.requireExact(list);
    return list;
  }

  private static String field(ObjectNode object, String field) {
    String member = field.substring(field.indexOf('.') + 1);
    return Json.objectAt(object, "status").path(member).asString("");
  }
}
