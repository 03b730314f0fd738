package dev.weir.platform.core;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.access.User;
import dev.weir.follower.MoveRights;
import dev.weir.objects.Catalog;
import dev.weir.objects.DeleteOptions;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.StoreContext;
import dev.weir.objects.WriteHook;
import dev.weir.objects.WriteOptions;
import dev.weir.objects.value.ValueCodec;
import dev.weir.platform.apps.AppsKinds;
import dev.weir.platform.host.OwnHost;
import dev.weir.platform.openshift.OpenShiftKinds;
import dev.weir.platform.openshift.build.BuildKinds;
import dev.weir.platform.openshift.build.StreamImages;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import dev.weir.resource.StatusException;
import dev.weir.resource.Yaml;
import dev.weir.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The stored kinds over a store in memory, with the namespaces {@code demo} and {@code other}. */
public final class KindsFixture implements AutoCloseable {
  public static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final User DEV = User.named("dev");
  public static final Scope DEMO = new Scope(DEV, "demo");

  public final MemoryStore store = new MemoryStore();
  public final StoreContext context;
  public final NamespaceRest namespaces;
  public final Catalog catalog;

  public KindsFixture(WriteHook... hooks) {
    this(StreamImages.NONE, hooks);
  }

  /** With streams, for builds. */
  public KindsFixture(StreamImages images, WriteHook... hooks) {
    context = new StoreContext(store, new OwnHost(store), () -> NOW).with(hooks);
    namespaces = new NamespaceRest(context);
    List<Rest> kinds =
        new ArrayList<>(CoreKinds.resources(context, namespaces, ValueCodec.PLAIN).all());
    kinds.addAll(AppsKinds.resources(context));
    kinds.addAll(
        OpenShiftKinds.resources(
            context,
            new BuildKinds.Inputs(
                images,
                MoveRights.ALL,
                user -> user.groups().contains(User.MASTERS),
                new StoredSecrets(store, ValueCodec.PLAIN)::find)));
    catalog = new Catalog(kinds);
    namespaces.ensure(new Scope(DEV, ""), "demo");
    namespaces.ensure(new Scope(DEV, ""), "other");
  }

  /** A resource by its plural. */
  public Rest rest(String plural) {
    return catalog.all().stream()
        .filter(rest -> rest.kind().plural().equals(plural))
        .findFirst()
        .orElseThrow();
  }

  public static ObjectNode yaml(String text) {
    return (ObjectNode) Yaml.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  public ObjectNode create(String plural, String yaml) {
    return rest(plural).create(DEMO, yaml(yaml), WriteOptions.STORE).copy();
  }

  public ObjectNode get(String plural, String name) {
    return rest(plural).get(DEMO, name).copy();
  }

  /** Changes an object in demo. */
  public ObjectNode edit(String plural, String name, Consumer<ObjectNode> change) {
    return edit(rest(plural), name, change);
  }

  /** Changes an object in demo through a resource or subresource. */
  public ObjectNode edit(Rest rest, String name, Consumer<ObjectNode> change) {
    UnaryOperator<ObjectNode> operator =
        object -> {
          change.accept(object);
          return object;
        };
    return rest.update(DEMO, name, operator, WriteOptions.STORE).object().copy();
  }

  public ObjectNode delete(String plural, String name) {
    return rest(plural).delete(DEMO, name, DeleteOptions.NOW);
  }

  /** The refusal of a call. */
  public static ApiStatus refusal(ThrowingCallable call) {
    return catchThrowableOfType(StatusException.class, call).status();
  }

  /** The problems of a refused call, one a line. */
  public static List<String> problems(ThrowingCallable call) {
    ApiStatus status = refusal(call);
    return Json.arrayAt(status.details(), "causes")
        .valueStream()
        .map(cause -> Json.string(cause, "field") + ": " + Json.string(cause, "message"))
        .toList();
  }

  /** The columns of a kind, {@code -o wide} ones in brackets. */
  public String columns(String plural) {
    return rest(plural).table().columns().stream()
        .map(column -> column.priority() == 0 ? column.name() : "(" + column.name() + ")")
        .collect(Collectors.joining(" | "));
  }

  /** The row of an object in demo, an hour and a bit after {@link #NOW}. */
  public String row(String plural, String name) {
    return rest(plural).table().cells().apply(get(plural, name), NOW.plusSeconds(4000)).stream()
        .map(String::valueOf)
        .collect(Collectors.joining(" | "));
  }

  /** What stands at a JSON pointer, as text. */
  public static String at(JsonNode object, String pointer) {
    JsonNode found = object.at(pointer);
    return found.isString() ? found.stringValue() : found.toString();
  }

  @Override
  public void close() {
    store.close();
  }
}
