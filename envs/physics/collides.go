package physics

// Collides reports whether contacts between two types of geoms can be computed.
func Collides(a, b GeomType) bool {
	if a.rank() > b.rank() {
		a, b = b, a
	}
	return shapesOf[[2]GeomType{a, b}] != unknownShapes
}

// shapes is a pair of types for which there is a routine.
type shapes int

// The pairs of types that can touch, the one of lower rank first.
const (
	unknownShapes shapes = iota
	planeSphere
	planeCapsule
	planeCylinder
	sphereSphere
	sphereCapsule
	sphereCylinder
	capsuleCapsule
	capsuleCylinder
	planeBox
	planeEllipsoid
	sphereBox
	capsuleBox
	boxBox
	planeMesh
	convexPair // any two that are left
)

var shapesOf = map[[2]GeomType]shapes{
	{Plane, Sphere}:     planeSphere,
	{Plane, Capsule}:    planeCapsule,
	{Plane, Cylinder}:   planeCylinder,
	{Sphere, Sphere}:    sphereSphere,
	{Sphere, Capsule}:   sphereCapsule,
	{Sphere, Cylinder}:  sphereCylinder,
	{Capsule, Capsule}:  capsuleCapsule,
	{Capsule, Cylinder}: capsuleCylinder,
	{Plane, Box}:        planeBox,
	{Plane, Ellipsoid}:  planeEllipsoid,
	{Sphere, Box}:       sphereBox,
	{Capsule, Box}:      capsuleBox,
	{Box, Box}:          boxBox,
	{Plane, Mesh}:       planeMesh,

	{Sphere, Ellipsoid}: convexPair, {Sphere, Mesh}: convexPair, {Capsule, Ellipsoid}: convexPair, {Capsule, Mesh}: convexPair,
	{Ellipsoid, Ellipsoid}: convexPair, {Ellipsoid, Cylinder}: convexPair, {Ellipsoid, Box}: convexPair,
	{Ellipsoid, Mesh}: convexPair, {Cylinder, Cylinder}: convexPair, {Cylinder, Box}: convexPair,
	{Cylinder, Mesh}: convexPair, {Box, Mesh}: convexPair, {Mesh, Mesh}: convexPair,
}
