"""Where things lie and how they are written: folders, object stores, WARC files, blocks of snapshots."""
