package dev.weir.imageapi;

import dev.weir.imageapi.age.CandidatesRest;
import dev.weir.imageapi.age.ShorterAges;
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
    return resources(streams, imports, ofHost, UsedElsewhere.NOBODY, (_, _, _) -> {});
  }

  /**
   * The same, beside another server whose workloads use the images.
   *
   * @param said tells of what is done to streams beyond what is usual
   */
  public static List<Rest> resources(
      Streams streams,
      StreamImports imports,
      Map<String, Rest> ofHost,
      UsedElsewhere elsewhere,
      CandidatesRest.Said said) {
    Parts parts = Parts.of(streams);
    Rest images = new ImagesRest(streams, elsewhere);
    Map<String, Rest> subresources = new TreeMap<>(ofHost);
    subresources.put("layers", new ImageStreamLayersRest(parts));
    ShorterAges ages = new ShorterAges(streams, imports, said);
    List<Rest> all = new ArrayList<>();
    all.add(images);
    all.add(new ImageStreamRest(parts, subresources, elsewhere, ages));
    Map<String, Rest> ofTags =
        Map.of(
            "candidates", new CandidatesRest(streams, imports, said),
            "history", new TagHistoryRest(parts));
    all.add(new ImageStreamTagRest(parts, ofTags, ages));
    all.add(new ImageTagRest(parts, ages));
    all.add(new ImageSignatureRest(images));
    all.add(new ImageStreamImageRest(parts));
    all.add(new ImageStreamMappingRest(parts, images));
    all.add(new ImageStreamImportRest(parts, imports));
    return all;
  }
}
