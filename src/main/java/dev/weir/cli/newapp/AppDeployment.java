package dev.weir.cli.newapp;

import dev.weir.cli.newapp.AppImage.Origin;
import dev.weir.imagestream.catalog.OfferedStream;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a Deployment or DeploymentConfig of an application says (cli.md 16). */
record AppDeployment(AppSettings settings) {
  private static final String TRIGGERS = "image.openshift.io/triggers";

  /** Fills an object that has kind and metadata. */
  void fill(ObjectNode deployment, Component component) {
    boolean config = settings.deploymentConfig();
    ObjectNode spec = deployment.putObject("spec").put("replicas", 1);
    ObjectNode selector = spec.putObject("selector");
    selecting(config ? selector : selector.putObject("matchLabels"), component);
    ObjectNode template = spec.putObject("template");
    ObjectNode meta = Meta.of(template);
    selecting(meta.putObject("labels"), component);
    meta.putObject("annotations").put(AppObjects.GENERATED_BY, AppObjects.GENERATOR);
    ObjectNode container = container(component, template.putObject("spec"));
    if (config) {
      spec.putObject("strategy").putObject("resources");
      container.put("image", image(component));
      configTriggers(component, spec.put("test", settings.test()).putArray("triggers"));
      ObjectNode status = deployment.putObject("status");
      for (String count :
          List.of(
              "latestVersion",
              "observedGeneration",
              "replicas",
              "updatedReplicas",
              "availableReplicas",
              "unavailableReplicas")) {
        status.put(count, 0);
      }
      return;
    }
    spec.putObject("strategy");
    deployment.putObject("status");
    // the trigger fills it in; without one it is what was asked for
    container.put("image", component.followsTag() ? " " : component.image().argument());
    if (component.followsTag()) {
      Meta.setAnnotation(deployment, TRIGGERS, Json.text(annotation(component)));
    }
  }

  private static String image(Component component) {
    if (component.source().isPresent()) {
      return component.stream() + ":" + component.tag();
    }
    return component.image().origin() instanceof Origin.OfStream(OfferedStream stream, String tag)
        ? stream.pullSpec(tag)
        : component.image().argument();
  }

  /** The labels of its pods. */
  void selecting(ObjectNode labels, Component component) {
    new TreeMap<>(settings.selecting()).forEach(labels::put);
    labels.put(settings.deploymentConfig() ? "deploymentconfig" : "deployment", component.name());
  }

  private static ObjectNode from(Component component) {
    ObjectNode from =
        Json.object()
            .put("kind", "ImageStreamTag")
            .put("name", component.stream() + ":" + component.tag());
    if (component.source().isEmpty() && component.image().origin() instanceof Origin.OfStream of) {
      from.put("namespace", of.stream().namespace());
    }
    return from;
  }

  private static ArrayNode annotation(Component component) {
    ArrayNode triggers = Json.array();
    ObjectNode trigger = triggers.addObject();
    trigger.set("from", from(component));
    trigger.put(
        "fieldPath",
        "spec.template.spec.containers[?(@.name==\"" + component.container() + "\")].image");
    return triggers;
  }

  private static void configTriggers(Component component, ArrayNode triggers) {
    triggers.addObject().put("type", "ConfigChange");
    if (component.followsTag()) {
      ObjectNode change =
          triggers.addObject().put("type", "ImageChange").putObject("imageChangeParams");
      change.put("automatic", true).putArray("containerNames").add(component.container());
      change.set("from", from(component));
    }
  }

  private ObjectNode container(Component component, ObjectNode podSpec) {
    ObjectNode container = podSpec.putArray("containers").addObject();
    container.put("name", component.container()).putObject("resources");
    variables(container, settings.environment());
    for (AppImage.Port port : component.image().ports()) {
      Json.ensureArray(container, "ports")
          .addObject()
          .put("containerPort", port.number())
          .put("protocol", port.protocol());
    }
    int number = 0;
    for (String path : component.image().volumes()) {
      number++;
      String name = component.container() + "-volume-" + number;
      Json.ensureArray(container, "volumeMounts")
          .addObject()
          .put("name", name)
          .put("mountPath", path);
      Json.ensureArray(podSpec, "volumes").addObject().put("name", name).putObject("emptyDir");
    }
    return container;
  }

  /** As {@code env} of an object. */
  static void variables(ObjectNode object, Map<String, String> variables) {
    variables.forEach(
        (name, value) ->
            Json.ensureArray(object, "env").addObject().put("name", name).put("value", value));
  }
}
