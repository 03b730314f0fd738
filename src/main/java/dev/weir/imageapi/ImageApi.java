package dev.weir.imageapi;

import dev.weir.importing.StreamImports;
import dev.weir.objects.Rest;
import dev.weir.streams.Streams;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Puts the resources of the group together. */
public final class ImageApi {
  private ImageApi() {}

  /**
   * The resources of the group.
   *
   * @param ofHost subresources of streams that show what the host has, by name
   */
  public static List<Rest> resources(
      Streams streams, StreamImports imports, Map<String, Rest> ofHost) {
    return resources(streams, imports, ofHost, UsedElsewhere.NOBODY);
  }

  /** The same, beside another server whose workloads use the images. */
  public static List<Rest> resources(
      Streams streams, StreamImports imports, Map<String, Rest> ofHost, UsedElsewhere elsewhere) {
    Parts parts = Parts.of(streams);
    Rest images = new ImagesRest(streams, elsewhere);
    Map<String, Rest> subresources = new TreeMap<>(ofHost);
    subresources.put("layers", new ImageStreamLayersRest(parts));
    List<Rest> all = new ArrayList<>();
    all.add(images);
    all.add(new ImageStreamRest(parts, subresources, elsewhere));
    all.add(new ImageStreamTagRest(parts, Map.of("history", new TagHistoryRest(parts))));
    all.add(new ImageTagRest(parts));
    all.add(new ImageSignatureRest(images));
    all.add(new ImageStreamImageRest(parts));
    all.add(new ImageStreamMappingRest(parts, images));
    all.add(new ImageStreamImportRest(parts, imports));
    return all;
  }
}
