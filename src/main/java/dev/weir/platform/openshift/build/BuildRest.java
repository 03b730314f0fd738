package dev.weir.platform.openshift.build;

import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.StatusRest;
import dev.weir.objects.StoreContext;
import dev.weir.objects.StoredRest;
import dev.weir.objects.Updated;
import dev.weir.objects.WriteOptions;
import dev.weir.platform.openshift.build.phase.Reported;
import dev.weir.platform.openshift.build.phase.Reports;
import dev.weir.platform.openshift.config.UnservedRest;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Kinds;
import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/**
 * Builds. Whoever builds reports through {@code details}, as OpenShift names it, or through {@code
 * status}, as Kubernetes' clients do; both are the same. A status may be written with the object
 * too, since {@code oc cancel-build} does that.
 */
final class BuildRest extends StatusRest {
  private static final String STATUS = "status";
  private static final UnservedRest LOG =
      UnservedRest.get(
          Kinds.BUILD,
          "log",
          "BuildLog",
          "Weir runs no builder and has no logs of builds: whoever builds has them, and the last"
              + " lines of one that failed stand in its status.logSnippet");

  private final BuildStarts starts;
  private final Reports reports;

  BuildRest(StoreContext context, BuildKinds.Inputs inputs) {
    super(context, Kinds.BUILD, new BuildStrategy(context::now, BuildStrategy.Writer.ANYBODY));
    StoredRest configs = new StoredRest(context, Kinds.BUILD_CONFIG, new BuildConfigStrategy());
    this.starts = new BuildStarts(context, configs, this, inputs);
    this.reports = new Reports(inputs.overseers());
  }

  @Override
  public List<String> subresources() {
    return List.of("clone", "details", LOG.name(), STATUS);
  }

  @Override
  public Rest subresource(String name) {
    return switch (name) {
      case "clone" -> new StartRest(Kinds.BUILD, starts::again);
      case "log" -> LOG;
      case "details" -> super.subresource(STATUS);
      default -> super.subresource(name);
    };
  }

  @Override
  public ApiObject create(Scope scope, ObjectNode build, WriteOptions options) {
    return super.create(scope, reports.begun(build, scope.user()), options);
  }

  @Override
  public Updated update(
      Scope scope, String name, UnaryOperator<ObjectNode> change, WriteOptions options) {
    return super.update(
        scope,
        name,
        build -> {
          ObjectNode old = build.deepCopy();
          return reports.noted(change.apply(build), old, scope.user(), Reports.Way.OBJECT);
        },
        options);
  }

  @Override
  public Updated updateStatus(
      Scope scope, String name, UnaryOperator<ObjectNode> change, WriteOptions options) {
    return super.updateStatus(
        scope,
        name,
        build -> {
          ObjectNode old = build.deepCopy();
          ObjectNode sent = Reported.of(change.apply(build), old);
          return reports.noted(sent, old, scope.user(), Reports.Way.REPORT);
        },
        options);
  }
}
