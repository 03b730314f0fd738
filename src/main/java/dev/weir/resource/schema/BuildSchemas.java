package dev.weir.resource.schema;

import java.util.Map;
import java.util.function.Function;

/** The kinds of {@code build.openshift.io/v1} (controllers-and-access.md 3). */
public final class BuildSchemas {
  private static final String PACKAGE = "com.github.openshift.api.build.v1.";

  private static final Schema BINARY =
      Shape.of(PACKAGE + "BinaryBuildSource", "Files that come with the request.")
          .with("asFile", Schema.STRING, "Name of the one file.")
          .done();
  private static final Schema REVISION =
      Shape.of(PACKAGE + "SourceRevision", "A state of the source.")
          .with("type", Schema.STRING, "Git.")
          .with("git", Schema.ANYTHING, "The commit, and what is known of it.")
          .done();
  private static final Schema CAUSE =
      Shape.of(PACKAGE + "BuildTriggerCause", "Something that started a build.")
          .with("message", Schema.STRING, "For people.")
          .with("genericWebHook", Schema.ANYTHING, "A call from outside.")
          .with("githubWebHook", Schema.ANYTHING, "A call of GitHub.")
          .with(
              "imageChangeBuild",
              Shape.of(PACKAGE + "ImageChangeCause", "A tag that moved.")
                  .with("imageID", Schema.STRING, "Pull spec that it moved to.")
                  .with("fromRef", MetaSchemas.OBJECT_REFERENCE, "The tag.")
                  .done(),
              "A tag that moved.")
          .with("gitlabWebHook", Schema.ANYTHING, "A call of GitLab.")
          .with("bitbucketWebHook", Schema.ANYTHING, "A call of Bitbucket.")
          .done();

  private final Function<String, Schema> core;

  private BuildSchemas(Function<String, Schema> core) {
    this.core = core;
  }

  /**
   * By kind.
   *
   * @param core finds a message of the core group, such as {@code ResourceRequirements}
   */
  public static Map<String, Schema.Fields> kinds(Function<String, Schema> core) {
    BuildSchemas parts = new BuildSchemas(core);
    return Map.of(
        "BuildConfig",
        Shape.kind(PACKAGE + "BuildConfig", "How images are built, and when.")
            .with("spec", parts.configSpec(), "How to build, and what starts a build.")
            .with("status", configStatus(), "What was built.")
            .done(),
        "Build",
        Shape.kind(PACKAGE + "Build", "The making of one image.")
            .with("spec", parts.buildSpec(), "How the image is built.")
            .with("status", buildStatus(), "How far the build is.")
            .done(),
        "BuildRequest",
        parts.request());
  }

  private Schema.Fields request() {
    Schema docker =
        Shape.of(PACKAGE + "DockerStrategyOptions", "For a build with a Dockerfile.")
            .list("buildArgs", core.apply("EnvVar"), "name", "Arguments of the Dockerfile.")
            .with("noCache", Schema.BOOLEAN, "Layers are built anew.")
            .done();
    Schema source =
        Shape.of(PACKAGE + "SourceStrategyOptions", "For a build by an image that can build.")
            .with("incremental", Schema.BOOLEAN, "The former build's files are used.")
            .done();
    return Shape.kind(PACKAGE + "BuildRequest", "The wish to have a build made.")
        .with("revision", REVISION, "Which state of the source.")
        .with("triggeredByImage", MetaSchemas.OBJECT_REFERENCE, "The image that made the wish.")
        .with("from", MetaSchemas.OBJECT_REFERENCE, "The tag that the image is of.")
        .with("binary", BINARY, "Files that come with the request.")
        .with("lastVersion", Schema.INT64, "Number of the newest build that is known.")
        .list("env", core.apply("EnvVar"), "name", "More environment of the build.")
        .list("triggeredBy", CAUSE, "What started the build.")
        .with("dockerStrategyOptions", docker, "For a build with a Dockerfile.")
        .with("sourceStrategyOptions", source, "For a build by an image that can build.")
        .done();
  }

  private Schema configSpec() {
    return common(Shape.of(PACKAGE + "BuildConfigSpec", "How to build, and when."))
        .list("triggers", trigger(), "What starts a build.")
        .with("runPolicy", Schema.STRING, "Serial, SerialLatestOnly or Parallel.")
        .with(
            "successfulBuildsHistoryLimit", Schema.INT32, "Builds that are kept if they end well.")
        .with("failedBuildsHistoryLimit", Schema.INT32, "Builds that are kept if they fail.")
        .done();
  }

  private Schema buildSpec() {
    return common(Shape.of(PACKAGE + "BuildSpec", "How the image is built."))
        .list("triggeredBy", CAUSE, "What started the build.")
        .done();
  }

  private Shape common(Shape shape) {
    return shape
        .with("serviceAccount", Schema.STRING, "Account that the build runs as.")
        .with("source", source(), "Where the source comes from.")
        .with("revision", REVISION, "Which state of the source.")
        .with("strategy", strategy(), "How the source becomes an image.")
        .with("output", output(), "Where the image goes.")
        .with("resources", core.apply("ResourceRequirements"), "What the build may use.")
        .with("postCommit", postCommit(), "What runs in the new image before it is pushed.")
        .with("completionDeadlineSeconds", Schema.INT64, "How long a build may take.")
        .with(
            "nodeSelector",
            new Schema.Values(Schema.STRING, true),
            "Labels of nodes that may build.")
        .with("mountTrustedCA", Schema.BOOLEAN, "The cluster's authorities are trusted.");
  }

  private Schema source() {
    Schema git =
        Shape.of(PACKAGE + "GitBuildSource", "A Git repository.")
            .with("uri", Schema.STRING, "Where it is.")
            .with("ref", Schema.STRING, "Branch, tag or commit.")
            .with("httpProxy", Schema.STRING, "Proxy for http.")
            .with("httpsProxy", Schema.STRING, "Proxy for https.")
            .with("noProxy", Schema.STRING, "Hosts without a proxy.")
            .done();
    Schema image =
        Shape.of(PACKAGE + "ImageSource", "Files of another image.")
            .with("from", MetaSchemas.OBJECT_REFERENCE, "The image.")
            .list("as", Schema.STRING, "Names of stages that the image replaces.")
            .list("paths", Schema.ANYTHING, "Which files, and where to.")
            .with("pullSecret", core.apply("LocalObjectReference"), "Secret to pull with.")
            .done();
    return Shape.of(PACKAGE + "BuildSource", "Where the source comes from.")
        .with("type", Schema.STRING, "Git, Dockerfile, Binary, Image or None.")
        .with("binary", BINARY, "Files that come with the request.")
        .with("dockerfile", Schema.STRING, "The Dockerfile itself.")
        .with("git", git, "A Git repository.")
        .list("images", image, "Images that files are taken from.")
        .with("contextDir", Schema.STRING, "Directory in the source.")
        .with("sourceSecret", core.apply("LocalObjectReference"), "Secret to get the source with.")
        .list("secrets", Schema.ANYTHING, "Secrets that the build may read.")
        .list("configMaps", Schema.ANYTHING, "Config maps that the build may read.")
        .done();
  }

  private Schema strategy() {
    Schema pipeline =
        Shape.of(PACKAGE + "JenkinsPipelineBuildStrategy", "A build by Jenkins.")
            .with("jenkinsfilePath", Schema.STRING, "Where the Jenkinsfile is.")
            .with("jenkinsfile", Schema.STRING, "The Jenkinsfile itself.")
            .list("env", core.apply("EnvVar"), "name", "Environment.")
            .done();
    Schema docker =
        byImage(Shape.of(PACKAGE + "DockerBuildStrategy", "A build with a Dockerfile."))
            .with("noCache", Schema.BOOLEAN, "Layers are built anew.")
            .with("dockerfilePath", Schema.STRING, "Where the Dockerfile is.")
            .list("buildArgs", core.apply("EnvVar"), "name", "Arguments of the Dockerfile.")
            .with("imageOptimizationPolicy", Schema.STRING, "Whether layers are joined.")
            .list("volumes", Schema.ANYTHING, "name", "Volumes of the build.")
            .done();
    Schema source =
        byImage(Shape.of(PACKAGE + "SourceBuildStrategy", "A build by an image that can build."))
            .with("scripts", Schema.STRING, "Where other scripts are.")
            .with("incremental", Schema.BOOLEAN, "The former build's files are used.")
            .list("volumes", Schema.ANYTHING, "name", "Volumes of the build.")
            .done();
    Schema custom =
        byImage(Shape.of(PACKAGE + "CustomBuildStrategy", "A build by an image of one's own."))
            .with("exposeDockerSocket", Schema.BOOLEAN, "The image may use Docker.")
            .list("secrets", Schema.ANYTHING, "Secrets that the build may read.")
            .with("buildAPIVersion", Schema.STRING, "Version of the Build that it is told of.")
            .done();
    return Shape.of(PACKAGE + "BuildStrategy", "How the source becomes an image.")
        .with("type", Schema.STRING, "Docker, Source, Custom or JenkinsPipeline.")
        .with("dockerStrategy", docker, "A build with a Dockerfile.")
        .with("sourceStrategy", source, "A build by an image that can build.")
        .with("customStrategy", custom, "A build by an image of one's own.")
        .with("jenkinsPipelineStrategy", pipeline, "A build by Jenkins.")
        .done();
  }

  private Shape byImage(Shape shape) {
    return shape
        .with("from", MetaSchemas.OBJECT_REFERENCE, "The image that the build starts from.")
        .with("pullSecret", core.apply("LocalObjectReference"), "Secret to pull with.")
        .list("env", core.apply("EnvVar"), "name", "Environment of the build.")
        .with("forcePull", Schema.BOOLEAN, "The image is pulled even if it is there.");
  }

  private Schema output() {
    return Shape.of(PACKAGE + "BuildOutput", "Where the image goes.")
        .with("to", MetaSchemas.OBJECT_REFERENCE, "An ImageStreamTag or a DockerImage.")
        .with("pushSecret", core.apply("LocalObjectReference"), "Secret to push with.")
        .list("imageLabels", Schema.ANYTHING, "Labels of the image.")
        .done();
  }

  private static Schema postCommit() {
    return Shape.of(PACKAGE + "BuildPostCommitSpec", "What runs in the new image.")
        .list("command", Schema.STRING, "Instead of the image's entry point.")
        .list("args", Schema.STRING, "Arguments.")
        .with("script", Schema.STRING, "A shell script.")
        .done();
  }

  private Schema trigger() {
    Schema webhook =
        Shape.of(PACKAGE + "WebHookTrigger", "A call from outside.")
            .with("secret", Schema.STRING, "Part of the URL that nobody else knows.")
            .with("allowEnv", Schema.BOOLEAN, "The call may bring environment variables.")
            .with("secretReference", core.apply("LocalObjectReference"), "Secret with the word.")
            .done();
    Schema image =
        Shape.of(PACKAGE + "ImageChangeTrigger", "Which tag to follow.")
            .with("lastTriggeredImageID", Schema.STRING, "Pull spec that started a build last.")
            .with("from", MetaSchemas.OBJECT_REFERENCE, "The tag; the strategy's if left out.")
            .with("paused", Schema.BOOLEAN, "Nothing starts by itself.")
            .done();
    return Shape.of(PACKAGE + "BuildTriggerPolicy", "Something that starts a build.")
        .with("type", Schema.STRING, "ConfigChange, ImageChange, GitHub, GitLab, … or Generic.")
        .with("github", webhook, "For GitHub.")
        .with("generic", webhook, "For Generic.")
        .with("imageChange", image, "For ImageChange: which tag to follow.")
        .with("gitlab", webhook, "For GitLab.")
        .with("bitbucket", webhook, "For Bitbucket.")
        .done();
  }

  private static Schema configStatus() {
    Schema followed =
        Shape.of(PACKAGE + "ImageChangeTriggerStatus", "What a followed tag was last.")
            .with("lastTriggeredImageID", Schema.STRING, "Pull spec that started a build last.")
            .with("from", MetaSchemas.OBJECT_REFERENCE, "The tag.")
            .with("lastTriggerTime", Schema.TIME, "When that was.")
            .done();
    return Shape.of(PACKAGE + "BuildConfigStatus", "What was built.")
        .with("lastVersion", Schema.INT64, "Number of the newest build.")
        .list("imageChangeTriggers", followed, "What the followed tags were last.")
        .done();
  }

  private static Schema buildStatus() {
    return Shape.of(PACKAGE + "BuildStatus", "How far the build is.")
        .with("phase", Schema.STRING, "New, Pending, Running, Complete, Failed, Error, Cancelled.")
        .with("cancelled", Schema.BOOLEAN, "Somebody wants the build to stop.")
        .with("reason", Schema.STRING, "For programs.")
        .with("message", Schema.STRING, "For people.")
        .with("startTimestamp", Schema.TIME, "When the build began.")
        .with("completionTimestamp", Schema.TIME, "When the build ended.")
        .with("duration", Schema.INT64, "How long it took, in nanoseconds.")
        .with("outputDockerImageReference", Schema.STRING, "Where the image is pushed to.")
        .with("config", MetaSchemas.OBJECT_REFERENCE, "The build config that this is a build of.")
        .with("output", Schema.ANYTHING, "The image that was pushed.")
        .list("stages", Schema.ANYTHING, "What took how long.")
        .with("logSnippet", Schema.STRING, "The last lines of the log of a failed build.")
        .list("conditions", Schema.ANYTHING, "type", "Observations of the build.")
        .done();
  }
}
