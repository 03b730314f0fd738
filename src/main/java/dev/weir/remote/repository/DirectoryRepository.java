package dev.weir.remote.repository;

import dev.weir.manifest.Descriptor;
import dev.weir.manifest.ManifestReader;
import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import dev.weir.reference.TagName;
import dev.weir.remote.BlobSource;
import dev.weir.remote.RemoteException;
import dev.weir.remote.RemoteException.Kind;
import dev.weir.remote.RemoteManifest;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A repository in a directory, as {@code oc image mirror} makes it (cli.md 5): {@code
 * v2/NAME/blobs/DIGEST}; {@code v2/NAME/manifests/DIGEST}, which is the same file; and beside it
 * for each tag a symbolic link to that.
 */
public final class DirectoryRepository implements SourceRepository, TargetRepository {
  private final FileRoot root;
  private final String path;
  private final Path manifests;
  private final BlobFiles blobs;
  private final BlobFiles manifestFiles;
  private final Subjects subjects;

  /**
   * @param directory that {@code --dir} names
   * @param path of the repository
   * @throws IllegalArgumentException if it is none
   */
  public DirectoryRepository(Path directory, String path) {
    this.root = new FileRoot(directory);
    this.path = path;
    this.manifests = place(root, path).resolve("manifests");
    this.blobs = blobs(root, path);
    this.manifestFiles =
        new BlobFiles(root, parts(root, path), digest -> manifests.resolve(digest.toString()));
    this.subjects = new Subjects(this::digests, this::manifest);
  }

  private static Path place(FileRoot root, String path) {
    // its grammar knows neither ".." nor a slash at the beginning
    ImageReference checked = ImageReference.parse("localhost/" + path);
    return root.path().resolve("v2").resolve(checked.repositoryPath());
  }

  /** Not beside the tags: what a crash left there would be taken for one. */
  private static Path parts(FileRoot root, String path) {
    return place(root, path).resolve("blobs");
  }

  private static BlobFiles blobs(FileRoot root, String path) {
    Path directory = parts(root, path);
    return new BlobFiles(root, directory, digest -> directory.resolve(digest.toString()));
  }

  @Override
  public String name() {
    return "file://" + path;
  }

  @Override
  public List<String> tags() {
    return FileRoot.tell(
        "cannot read " + manifests,
        () -> {
          Optional<Path> directory = root.find(manifests);
          if (directory.isEmpty()) {
            throw new RemoteException(
                Kind.REPOSITORY_UNKNOWN, "%s has no repository %s".formatted(root.path(), path));
          }
          try (Stream<Path> files = Files.list(directory.get())) {
            return files
                .filter(Files::isRegularFile)
                .map(file -> String.valueOf(file.getFileName()))
                .filter(TagName::isValid)
                .sorted()
                .toList();
          }
        });
  }

  @Override
  public Optional<Digest> resolve(String tag) {
    return Optional.of(manifest(tag).digest());
  }

  @Override
  public RemoteManifest manifest(String tagOrDigest) {
    Optional<Digest> digest = Digest.tryParse(tagOrDigest);
    if (digest.isPresent()) {
      return StoredManifests.of(
          digest.get(),
          manifestFiles
              .read(digest.get(), ManifestReader.MAX_BYTES)
              .orElseThrow(() -> unknown(tagOrDigest)));
    }
    return FileRoot.tell(
        "cannot read " + manifests.resolve(StoredManifests.checkedTag(tagOrDigest)),
        () -> {
          Path file =
              root.find(manifests.resolve(tagOrDigest)).orElseThrow(() -> unknown(tagOrDigest));
          // what copied the directory may know no links: then the tag is a file
          return Digest.tryParse(String.valueOf(file.getFileName()))
              .map(found -> manifest(found.toString()))
              .orElse(StoredManifests.of(BlobFiles.bytes(file, ManifestReader.MAX_BYTES)));
        });
  }

  private RemoteException unknown(String tagOrDigest) {
    return new RemoteException(
        Kind.MANIFEST_UNKNOWN,
        "%s has no manifest %s of %s".formatted(root.path(), tagOrDigest, path));
  }

  @Override
  public List<Descriptor> referrers(Digest subject) {
    return subjects.of(subject);
  }

  private List<Digest> digests() {
    return FileRoot.tell(
        "cannot read " + manifests,
        () -> {
          Optional<Path> directory = root.find(manifests);
          if (directory.isEmpty()) {
            return List.of();
          }
          try (Stream<Path> files = Files.list(directory.get())) {
            return files
                .flatMap(file -> Digest.tryParse(String.valueOf(file.getFileName())).stream())
                .sorted(Comparator.comparing(Digest::toString))
                .toList();
          }
        });
  }

  @Override
  public OptionalLong blobSize(Digest digest) {
    return blobs.size(digest);
  }

  @Override
  public BlobPart open(Digest digest, long from, Optional<String> validator) {
    return blobs.open(digest, from, name());
  }

  /** The open file of a blob, which nothing has compared with the digest; empty if it has none. */
  public Optional<FileChannel> file(Digest digest) {
    return blobs.channel(digest);
  }

  @Override
  public boolean hasManifest(Digest digest) {
    return StoredManifests.has(manifestFiles, digest);
  }

  @Override
  public boolean hasBlob(Digest digest) {
    return blobs.size(digest).isPresent();
  }

  @Override
  public boolean hasBlob(Descriptor blob) {
    return blobs.size(blob.digest()).equals(OptionalLong.of(blob.size()));
  }

  @Override
  public boolean mount(Digest digest, String from) {
    return blobs.take(digest, blobs(root, from));
  }

  @Override
  public void upload(Digest digest, long size, BlobSource source) {
    blobs.write(digest, size, source);
  }

  @Override
  public void put(RemoteManifest manifest, String tagOrDigest) {
    Digest digest = manifest.digest();
    boolean tagged = StoredManifests.isTagFor(manifest, tagOrDigest);
    String name = tagged ? StoredManifests.checkedTag(tagOrDigest) : tagOrDigest;
    blobs.writeMissing(digest, manifest.bytes());
    FileRoot.tell(
        "cannot write " + manifests.resolve(name),
        () -> {
          if (!hasManifest(digest)) {
            blobs.name(digest, manifests.resolve(digest.toString()));
          }
          if (tagged) {
            root.named(
                parts(root, path),
                manifests.resolve(name),
                part -> Files.createSymbolicLink(part, Path.of(digest.toString())));
          }
          return true;
        });
    subjects.forget();
  }
}
