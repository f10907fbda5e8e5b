// Of the two files behind "#files" in package.json, Node gets one and browsers the other.
export { isNode, pathEntries, pathOfUrl } from '#files';
