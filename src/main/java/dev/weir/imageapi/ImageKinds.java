package dev.weir.imageapi;

import dev.weir.resource.ResourceKind;
import dev.weir.streams.StreamKeys;
import java.util.List;

/** The kinds of the group (image-api.md 1). */
public final class ImageKinds {
  public static final ResourceKind IMAGE = StreamKeys.IMAGE;
  public static final ResourceKind IMAGE_STREAM = StreamKeys.STREAM;
  public static final ResourceKind IMAGE_STREAM_TAG =
      view(
          "imagestreamtag",
          "ImageStreamTag",
          List.of("istag"),
          List.of("create", "delete", "get", "list", "patch", "update", "watch"));
  public static final ResourceKind IMAGE_TAG =
      view(
          "imagetag",
          "ImageTag",
          List.of("itag"),
          List.of("create", "delete", "get", "list", "patch", "update", "watch"));
  public static final ResourceKind IMAGE_SIGNATURE =
      ResourceKind.clusterWide(
              IMAGE.group(), "v1", "imagesignatures", "imagesignature", "ImageSignature")
          .withVerbs("create", "delete");
  public static final ResourceKind IMAGE_STREAM_IMAGE =
      view("imagestreamimage", "ImageStreamImage", List.of("isimage"), List.of("get"));
  public static final ResourceKind IMAGE_STREAM_IMPORT =
      view("imagestreamimport", "ImageStreamImport", List.of(), List.of("create"));
  public static final ResourceKind IMAGE_STREAM_MAPPING =
      view("imagestreammapping", "ImageStreamMapping", List.of(), List.of("create"));
  public static final ResourceKind IMAGE_STREAM_LAYERS =
      view("imagestreamlayer", "ImageStreamLayers", List.of(), List.of("get"));

  private ImageKinds() {}

  private static ResourceKind view(
      String singular, String kind, List<String> shortNames, List<String> verbs) {
    return new ResourceKind(
        IMAGE.group(), "v1", singular + "s", singular, kind, true, shortNames, List.of(), verbs);
  }
}
