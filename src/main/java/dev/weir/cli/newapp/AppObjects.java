package dev.weir.cli.newapp;

import dev.weir.cli.newapp.AppImage.Origin;
import dev.weir.imagestream.catalog.OfferedStream;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The objects of an application, as {@code oc new-app} makes them (cli.md 16). */
final class AppObjects {
  static final String GENERATED_BY = "openshift.io/generated-by";
  static final String GENERATOR = "OpenShiftNewApp";
  private static final String IMPORTED_FROM = "openshift.io/imported-from";

  private final AppSettings settings;
  private final AppDeployment deployments;
  private final List<OfferedStream> present;
  private final Supplier<String> secrets;
  private final List<Made> made = new ArrayList<>();
  private final Set<String> tags = new HashSet<>();

  /** An object that is to be created. */
  record Made(ResourceKind kind, ObjectNode object) {}

  /**
   * Objects for one application.
   *
   * @param present streams that the project has already
   * @param secrets a new one each time, for the webhooks of builds
   */
  AppObjects(AppSettings settings, List<OfferedStream> present, Supplier<String> secrets) {
    this.settings = settings;
    this.deployments = new AppDeployment(settings);
    this.present = List.copyOf(present);
    this.secrets = secrets;
  }

  /** Streams, builds and deployments of each component, then the services. */
  List<Made> of(List<Component> components) {
    for (Component component : components) {
      component
          .source()
          .ifPresentOrElse(source -> build(component, source), () -> importing(component));
      deployment(component);
    }
    components.forEach(this::service);
    return List.copyOf(made);
  }

  private ObjectNode add(ResourceKind kind, String name) {
    ObjectNode object = Json.object().put("kind", kind.kind()).put("apiVersion", kind.apiVersion());
    ObjectNode meta = Meta.of(object).put("name", name);
    ObjectNode labels = meta.putObject("labels");
    new TreeMap<>(settings.labels()).forEach(labels::put);
    meta.putObject("annotations").put(GENERATED_BY, GENERATOR);
    made.add(new Made(kind, object));
    return object;
  }

  /** A stream for an image of another registry. */
  private void importing(Component component) {
    if (!(component.image().origin() instanceof Origin.OfRegistry of)) {
      return;
    }
    String from = component.image().argument();
    ObjectNode tag = tagOfStream(component);
    if (tag.isEmpty()) {
      return;
    }
    tag.putObject("annotations").put(IMPORTED_FROM, from);
    tag.putObject("from").put("kind", "DockerImage").put("name", from);
    tag.putNull("generation");
    ObjectNode policy = tag.putObject("importPolicy").put("importMode", settings.importMode());
    if (of.insecure()) {
      policy.put("insecure", true);
    }
    tag.putObject("referencePolicy").put("type", "");
  }

  /**
   * The tag as a member of a new stream, or of a new tag of one that is there; empty if the tag is
   * there already.
   */
  private ObjectNode tagOfStream(Component component) {
    String name = component.stream();
    String tag = component.tag();
    var there = present.stream().filter(stream -> stream.name().equals(name)).findFirst();
    if (!tags.add(name + ":" + tag) || there.filter(stream -> stream.hasTag(tag)).isPresent()) {
      return Json.object();
    }
    if (there.isPresent()) {
      ObjectNode streamTag = add(Kinds.IMAGE_STREAM_TAG, name + ":" + tag);
      return streamTag.putObject("tag").put("name", tag);
    }
    ObjectNode stream = add(Kinds.IMAGE_STREAM, name);
    ObjectNode spec = stream.putObject("spec");
    spec.putObject("lookupPolicy").put("local", false);
    stream.putObject("status").put("dockerImageRepository", "");
    return spec.putArray("tags").addObject().put("name", tag);
  }

  private void build(Component component, SourceCode source) {
    String name = component.name();
    if (present.stream().noneMatch(stream -> stream.name().equals(name))) {
      ObjectNode stream = add(Kinds.IMAGE_STREAM, name);
      stream.putObject("spec").putObject("lookupPolicy").put("local", false);
      stream.putObject("status").put("dockerImageRepository", "");
    }
    ObjectNode config = add(Kinds.BUILD_CONFIG, name);
    ObjectNode spec = config.putObject("spec");
    spec.putNull("nodeSelector");
    spec.putObject("output")
        .putObject("to")
        .put("kind", "ImageStreamTag")
        .put("name", name + ":" + OfferedStream.LATEST);
    spec.putObject("postCommit");
    spec.putObject("resources");
    source(spec.putObject("source"), source);
    ObjectNode strategy = spec.putObject("strategy").put("type", "Source");
    ObjectNode builder = strategy.putObject("sourceStrategy");
    builderImage(component.image(), builder.putObject("from"));
    AppDeployment.variables(builder, settings.buildEnvironment());
    ArrayNode triggers = spec.putArray("triggers");
    triggers.addObject().put("type", "GitHub").putObject("github").put("secret", secrets.get());
    triggers.addObject().put("type", "Generic").putObject("generic").put("secret", secrets.get());
    triggers.addObject().put("type", "ConfigChange");
    triggers.addObject().put("type", "ImageChange").putObject("imageChange");
    config.putObject("status").put("lastVersion", 0);
  }

  private void source(ObjectNode object, SourceCode source) {
    object.put("type", "Git");
    ObjectNode git = object.putObject("git").put("uri", source.uri());
    if (!source.ref().isEmpty()) {
      git.put("ref", source.ref());
    }
    if (!settings.contextDirectory().isEmpty()) {
      object.put("contextDir", settings.contextDirectory());
    }
    if (!settings.sourceSecret().isEmpty()) {
      object.putObject("sourceSecret").put("name", settings.sourceSecret());
    }
  }

  private static void builderImage(AppImage image, ObjectNode from) {
    if (image.origin() instanceof Origin.OfStream(OfferedStream stream, String tag)) {
      from.put("kind", "ImageStreamTag")
          .put("name", stream.name() + ":" + tag)
          .put("namespace", stream.namespace());
    } else {
      from.put("kind", "DockerImage").put("name", image.argument());
    }
  }

  private void deployment(Component component) {
    deployments.fill(
        add(
            settings.deploymentConfig() ? Kinds.DEPLOYMENT_CONFIG : Kinds.DEPLOYMENT,
            component.name()),
        component);
  }

  private void service(Component component) {
    List<AppImage.Port> ports = component.image().ports();
    if (ports.isEmpty()) {
      return;
    }
    ObjectNode service = add(Kinds.SERVICE, component.name());
    ObjectNode spec = service.putObject("spec");
    ArrayNode list = spec.putArray("ports");
    for (AppImage.Port port : ports) {
      list.addObject()
          .put("name", port.number() + "-" + port.protocol().toLowerCase(Locale.ROOT))
          .put("protocol", port.protocol())
          .put("port", port.number())
          .put("targetPort", port.number());
    }
    deployments.selecting(spec.putObject("selector"), component);
    service.putObject("status").putObject("loadBalancer");
  }
}
