package dev.weir.remote.extract;

import dev.weir.failure.FileProblem;
import dev.weir.manifest.Descriptor;
import dev.weir.manifest.Manifest;
import dev.weir.remote.RemoteException;
import dev.weir.remote.mirror.SourceBlob;
import dev.weir.remote.repository.SourceRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One pass through the layers of an image. */
final class Extraction {

  /** More names than any image has that somebody means; all of them are held. */
  private static final int MAX_ENTRIES = 2_000_000;

  private final SourceRepository repository;
  private final ExtractReport report;
  private final List<Descriptor> layers;
  private final List<Integer> positions;
  private final ExtractRequest request;
  private final Aim aim;
  private final Modes modes;
  private final Map<Path, Destination> destinations = new HashMap<>();
  private final Set<PathMapping> used = new HashSet<>();
  private final Held held = new Held();
  private final HardLinks links = new HardLinks(held);
  private Shadow shadow = new Shadow(held);
  private long bytes;
  private int entries;
  private int special;

  /** What becomes of files. */
  enum Aim {
    WRITE,
    LIST,
    LIST_ALL
  }

  Extraction(
      SourceRepository repository,
      ExtractReport report,
      Manifest.ImageManifest image,
      ExtractRequest request,
      Aim aim) {
    this.repository = repository;
    this.report = report;
    this.layers = image.layers();
    this.positions = request.layers().select(layers);
    this.request = request;
    this.aim = aim;
    this.modes = request.preserve() ? Modes.PRESERVED : Modes.OURS;
  }

  void newestFirst() throws ImageExtract.LayerException {
    for (int position : positions.reversed()) {
      layer(position, false);
      if (links.wantAnyOf(shadow)) {
        layer(position, true);
      }
      shadow.nextLayer();
    }
    if (aim == Aim.WRITE && !positions.isEmpty()) {
      inLayer(positions.getFirst(), this::finish);
    }
    remark();
  }

  void oldestFirst() throws ImageExtract.LayerException {
    for (int position : positions) {
      shadow = new Shadow(new Held());
      layer(position, false);
    }
  }

  private void finish() throws IOException {
    links.requireNone();
    for (Destination destination : destinations.values()) {
      destination.finish();
    }
  }

  private void remark() {
    for (PathMapping mapping : request.paths()) {
      if (!used.contains(mapping) && !mapping.source().equals("/")) {
        report.warning("nothing in the image is like " + mapping.source());
      }
    }
    if (special > 0) {
      report.warning("devices and pipes are not written: left out " + special);
    }
  }

  /** Work that a layer is named for if it fails. */
  private interface Work {
    void run() throws IOException;
  }

  private void inLayer(int position, Work work) throws ImageExtract.LayerException {
    try {
      work.run();
    } catch (RemoteException e) {
      throw new ImageExtract.LayerException(layers.get(position), String.valueOf(e.getMessage()));
    } catch (IOException e) {
      String words =
          e.getCause() instanceof RemoteException cause
              ? String.valueOf(cause.getMessage())
              : FileProblem.words(e);
      throw new ImageExtract.LayerException(layers.get(position), words);
    }
  }

  /**
   * Reads a layer once.
   *
   * @param again whether only files are written that hard links want
   */
  private void layer(int position, boolean again) throws ImageExtract.LayerException {
    Descriptor layer = layers.get(position);
    inLayer(
        position,
        () -> {
          try (SourceBlob blob = new SourceBlob(layer, repository, Thread::sleep, _ -> {});
              LayerStream stream = new LayerStream(blob.open(), this::count)) {
            TarReader tar = new TarReader(stream.tar());
            for (Optional<TarEntry> found = tar.next(); found.isPresent(); found = tar.next()) {
              entry(position, found.get(), tar, again);
            }
            stream.finish();
          }
        });
  }

  private void count(long more) {
    bytes += more;
    if (bytes > request.maxBytes()) {
      throw new RemoteException(
          RemoteException.Kind.REGISTRY_ERROR,
          "the layers hold more than %d bytes when they are unpacked; --max-size allows more"
              .formatted(request.maxBytes()));
    }
  }

  private void entry(int position, TarEntry entry, TarReader tar, boolean again)
      throws IOException {
    if (++entries > MAX_ENTRIES) {
      throw new TarException("the layers have more than " + MAX_ENTRIES + " files");
    }
    String path = ImagePath.of(entry.name());
    boolean directory = entry.type() == TarEntry.Type.DIRECTORY;
    boolean mark = Shadow.isMark(path);
    boolean hidden = mark || shadow.hides(path, directory);
    FileContent content = new FileContent(entry, tar);
    if (!again) {
      boolean known = shadow.isKnown(path);
      shadow.saw(path, directory);
      if (entry.type() == TarEntry.Type.SYMBOLIC_LINK && shadow.isDirectory(path)) {
        report.warning(
            "%s is a link to %s in a layer, and a directory in a newer one: the directory counts"
                .formatted(path, entry.target()));
      }
      if (!hidden || (mark && aim == Aim.LIST_ALL)) {
        for (PathMapping mapping : request.paths()) {
          Optional<String> relative = mapping.map(path, directory);
          if (relative.isPresent()) {
            used.add(mapping);
            place(position, content, mapping, relative.get(), known);
          }
        }
      }
    }
    if (aim == Aim.WRITE && entry.type() == TarEntry.Type.FILE) {
      for (HardLinks.Wanted wish : links.takeFor(path)) {
        content.to(wish.destination(), wish.relative());
      }
    }
  }

  private void place(
      int position, FileContent content, PathMapping mapping, String relative, boolean known)
      throws IOException {
    TarEntry entry = content.entry();
    boolean plain = entry.type() == TarEntry.Type.FILE || entry.type() == TarEntry.Type.DIRECTORY;
    if (request.onlyFiles() && !plain) {
      return;
    }
    if (entry.type() == TarEntry.Type.SPECIAL) {
      special++;
    } else if (aim == Aim.WRITE) {
      write(content, mapping, relative, known);
    } else if (!relative.isEmpty() && (!known || aim == Aim.LIST_ALL)) {
      list(position, entry, mapping.target().resolve(relative));
    }
  }

  private void list(int position, TarEntry entry, Path path) {
    char type =
        switch (entry.type()) {
          case DIRECTORY -> 'd';
          case SYMBOLIC_LINK -> 'L';
          default -> '-';
        };
    report.listed(
        position,
        type + Modes.text(modes.of(entry)),
        entry.size(),
        path + (entry.target().isEmpty() ? "" : " -> " + entry.target()));
  }

  private void write(FileContent content, PathMapping mapping, String relative, boolean known)
      throws IOException {
    TarEntry entry = content.entry();
    Destination destination = destinations.get(mapping.target());
    if (destination == null) {
      destination = new Destination(mapping.target(), modes, held);
      destinations.put(mapping.target(), destination);
    }
    switch (entry.type()) {
      case FILE -> content.to(destination, relative);
      case DIRECTORY -> destination.directory(relative, entry, known);
      case SYMBOLIC_LINK -> destination.symbolicLink(relative, entry);
      case HARD_LINK -> hardLink(destination, mapping, relative, entry);
      case SPECIAL -> {}
    }
  }

  private void hardLink(
      Destination destination, PathMapping mapping, String relative, TarEntry entry)
      throws IOException {
    String target = ImagePath.of(entry.target());
    Optional<String> there = mapping.map(target, false);
    if (there.isPresent()
        && shadow.isOwnFile(target)
        && !shadow.hides(target, false)
        && destination.isFile(there.get())) {
      destination.link(relative, there.get());
    } else {
      links.want(target, new HardLinks.Wanted(destination, relative));
    }
  }
}
